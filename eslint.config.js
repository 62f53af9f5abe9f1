import tseslint from 'typescript-eslint'

/** The one arrow of src/README.md: server → app → plugins and resources → cloudfront and jobs → database. */
const anywhere = '(\\.\\.?/)+'
const process = ['emulator', 'app', 'server', 'config']
const outsideEmulator = ['plugins', 'resources', 'jobs', 'database', 'app', 'server', 'config', 'errors']
const arrow = [
  { files: 'src/cloudfront/**', from: anywhere, names: ['plugins', 'resources', 'jobs', 'database', ...process] },
  { files: 'src/cloudfront/model/**', from: anywhere, names: ['client', 'protocol', ...outsideEmulator, 'emulator'] },
  { files: 'src/process/**', from: '\\.\\./', names: ['.+'] },
  { files: 'src/plugins/**', from: anywhere, names: ['resources', 'jobs', 'database', ...process] },
  { files: 'src/resources/**', from: anywhere, names: process },
  { files: 'src/jobs/**', from: anywhere, names: ['plugins', 'resources', 'cloudfront', ...process] },
  { files: 'src/database/**', from: anywhere, names: ['plugins', 'resources', 'cloudfront', 'jobs', ...process] },
  // The emulator has a folder called resources, too: what matters is whether an import leaves src/emulator.
  { files: 'src/emulator/*.ts', from: '\\.\\./', names: [...outsideEmulator, 'cloudfront/(?!model/)[\\w-]+'] },
  { files: 'src/emulator/*/**', from: '\\.\\./\\.\\./', names: [...outsideEmulator, 'cloudfront/(?!model/)[\\w-]+'] }
]

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/cloudfront/model/typings.ts'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals: types must be strippable.' }
      ],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  ...arrow.map(({ files, from, names }) => ({
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
    // Only the one client and the services that send commands know the SDK; routes and plugins never do.
    files: ['src/plugins/**', 'src/resources/**/routes.ts', 'src/resources/**/schemas.ts', 'src/app.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', '@smithy/*'],
              message: 'Routes and plugins know services, never the SDK.',
              allowTypeImports: true
            }
          ]
        }
      ]
    }
  },
  {
    files: ['src/resources/**/service.ts', 'src/cloudfront/**', 'src/jobs/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['fastify', '@fastify/*'], message: 'Services know SDK commands, never Fastify.' }] }
      ]
    }
  },
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
