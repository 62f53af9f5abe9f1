import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests that need system packages have their own commands (test:browser, test:clients).
    exclude: ['test/browser/**', 'test/clients/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2
  }
})
