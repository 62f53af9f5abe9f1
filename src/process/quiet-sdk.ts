// On first use the SDK warns that its releases from 2027 on need Node 22. The version in use is pinned and runs on Node 20;
// `engines` in package.json tells users. Must be imported before anything that creates a client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

export {}
