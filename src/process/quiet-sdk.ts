// The SDK warns at its first use that its versions of 2027 need Node 22. The version in use is pinned and runs on Node 20;
// engines in package.json is what tells users. Must be imported before whatever makes a client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

export {}
