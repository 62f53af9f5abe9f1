import { readdirSync } from 'node:fs'
import tseslint from 'typescript-eslint'

/** The one arrow of src/README.md: server → app → resources → plugins, configuration and invalidation → cloudfront, jobs, … */
const anywhere = '(\\.\\.?/)+'
const process = ['emulator', 'app', 'server', 'config']
const outsideEmulator = [
  ...['plugins', 'resources', 'configuration', 'invalidation', 'validation', 'jobs', 'database'],
  ...['app', 'server', 'config', 'errors']
]
/** What Frontage exists for; what is below knows nothing of it. */
const domains = ['resources', 'configuration', 'invalidation']
const arrow = [
  {
    files: 'src/cloudfront/**',
    from: anywhere,
    names: [...domains, 'plugins', 'validation', 'jobs', 'database', ...process]
  },
  { files: 'src/cloudfront/model/**', from: anywhere, names: ['client', 'protocol', ...outsideEmulator, 'emulator'] },
  { files: 'src/delivery/**', from: '\\.\\./', names: ['(?!cloudfront/model/)[\\w-]+'] },
  { files: 'src/process/**', from: '\\.\\./', names: ['.+'] },
  { files: 'src/validation/**', from: '\\.\\./', names: ['(?!errors|json-pointer|json-object)[\\w-]+'] },
  { files: 'src/access/**', from: anywhere, names: [...domains, 'plugins', 'jobs', 'cloudfront', ...process] },
  {
    files: 'src/accounts/**',
    from: anywhere,
    names: [...domains, 'plugins', 'validation', 'jobs', ...process, 'backend', 'open-accounts']
  },
  { files: 'src/plugins/**', from: anywhere, names: [...domains, 'jobs', 'database', ...process] },
  {
    files: 'src/configuration/editing/**',
    from: anywhere,
    names: ['resources', 'distributions', 'invalidation', 'plugins', 'jobs', 'database', ...process]
  },
  {
    files: 'src/configuration/!(editing|tags|protection)/**',
    from: anywhere,
    names: ['resources', 'invalidation', 'plugins', 'jobs', 'database', ...process]
  },
  // The index of tags is in the store, and so is what is protected.
  {
    files: 'src/configuration/@(tags|protection)/**',
    from: anywhere,
    names: ['resources', 'invalidation', 'plugins', 'jobs', ...process]
  },
  { files: 'src/invalidation/**', from: anywhere, names: ['resources', 'configuration', ...process] },
  {
    files: 'src/audit/**',
    from: anywhere,
    names: [...domains, 'plugins', 'validation', 'cloudfront', 'jobs', ...process]
  },
  { files: 'src/jobs/**', from: anywhere, names: [...domains, 'plugins', 'validation', 'cloudfront', ...process] },
  {
    files: 'src/database/**',
    from: anywhere,
    names: [...domains, 'plugins', 'validation', 'cloudfront', 'jobs', ...process]
  },
  // The emulator has a folder called resources, too: what matters is whether an import leaves src/emulator.
  { files: 'src/emulator/*.ts', from: '\\.\\./', names: [...outsideEmulator, 'cloudfront/(?!model/)[\\w-]+'] },
  { files: 'src/emulator/*/**', from: '\\.\\./\\.\\./', names: [...outsideEmulator, 'cloudfront/(?!model/)[\\w-]+'] }
]

/** What a folder of a URL noun may take from another one; every other folder knows distributions alone, on which it works. */
const NOUNS = {
  operations: [],
  health: [],
  distributions: ['operations'],
  families: ['distributions', 'operations', 'tags', 'web-acl'],
  'invalidation-groups': ['distributions', 'invalidations']
}
const nouns = readdirSync(new URL('src/resources/', import.meta.url))
const betweenNouns = nouns.map(noun => {
  const allowed = [noun, ...(NOUNS[noun] ?? ['distributions'])]
  const others = nouns.filter(other => !allowed.includes(other))
  return { files: `src/resources/${noun}/**`, from: '(\\.\\./)+', names: [...process, ...others] }
})

const noEnums = { selector: 'TSEnumDeclaration', message: 'Use a union of literals: types must be strippable.' }
/** SQL is run by nothing else. */
const noSql = {
  selector: 'CallExpression[callee.property.name="query"]',
  message: 'Stores are beside what they store; resources are HTTP alone.'
}

export default tseslint.config(
  { ignores: ['dist', '**/node_modules', 'src/cloudfront/model/typings.ts', 'test/clients/generated'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', noEnums],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  ...[...arrow, ...betweenNouns].map(({ files, from, names }) => ({
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^${from}(${names.join('|')})(/|\\.ts$)`,
              message: 'This import points against the arrow of src/README.md.'
            }
          ]
        }
      ]
    }
  })),
  {
    // Only the one client and the services that send commands know the SDK; routes, plugins and the rules of delivery never do.
    files: [
      'src/plugins/**',
      'src/delivery/**',
      'src/resources/**/*@(routes|replies).ts',
      'src/**/*schemas.ts',
      'src/app.ts',
      'src/routes.ts'
    ],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', '@smithy/*'],
              message: 'Routes and plugins know services, and the rules of delivery types, never the SDK.',
              allowTypeImports: true
            }
          ]
        }
      ]
    }
  },
  {
    files: [
      'src/resources/**',
      ...['accounts', 'audit', 'cloudfront', 'configuration', 'invalidation', 'jobs', 'database', 'validation'].map(
        name => `src/${name}/**`
      )
    ],
    ignores: ['src/resources/**/*@(routes|schemas|replies).ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['fastify', '@fastify/*'], message: 'Services know SDK commands, never Fastify.' }] }
      ]
    }
  },
  { files: ['src/resources/**'], rules: { 'no-restricted-syntax': ['error', noEnums, noSql] } },
  {
    // Bodies of answers are any; assertions are what looks at them.
    files: ['test/**'],
    rules: Object.fromEntries(
      ['assignment', 'member-access', 'call', 'argument', 'return'].map(name => [
        `@typescript-eslint/no-unsafe-${name}`,
        'off'
      ])
    )
  },
  {
    files: ['bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' }
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked }
)
