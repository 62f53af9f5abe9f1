import { defineConfig } from 'vitest/config'

/** Where a machine wants to read the outcome: a file for the JSON report, beside what is printed. */
const report = process.env.TEST_REPORT

/** Some tests run the programs that users run. Named per project, because a root setup would run for each of them again. */
const built = { globalSetup: 'test/helpers/build.ts' }

/** What drives CloudFront's operations and hardly uses the store is not run again on a server. */
const sameOnEveryStore = process.env.DATABASE_URL ? ['test/resources/families/families.test.ts'] : []

export default defineConfig({
  test: {
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report && { outputFile: { json: report } }),
    // The SDK tells everybody on Node 20 that its releases of 2027 will not support it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Generous, for machines with other work: a test that hangs is as red after a minute.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...built,
          name: 'service',
          // Files share what they import, and the embedded store, with those before them in the same worker.
          isolate: false,
          setupFiles: 'test/helpers/watch-nesting.ts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/clients/**', ...sameOnEveryStore]
        }
      },
      { extends: true, test: { ...built, name: 'browser', include: ['test/browser/**/*.test.ts'] } },
      { extends: true, test: { ...built, name: 'clients', include: ['test/clients/**/*.test.ts'] } }
    ]
  }
})
