import tseslint from 'typescript-eslint'

/** The one arrow of src/README.md: server → app → plugins and resources → cloudfront and jobs → database. */
const service = ['plugins', 'resources', 'jobs', 'database']
const forbidden = {
  'src/cloudfront/**': [...service, 'emulator', 'app', 'server', 'config'],
  'src/cloudfront/model/**': [...service, 'emulator', 'app', 'server', 'config', 'client', 'errors'],
  'src/plugins/**': ['resources', 'emulator', 'app', 'server', 'jobs', 'database'],
  'src/resources/**': ['emulator', 'app', 'server', 'config'],
  'src/emulator/**': [...service, 'app', 'server', 'config', 'errors', 'cloudfront/client', 'cloudfront/errors']
}

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
  ...Object.entries(forbidden).map(([folder, names]) => ({
    files: [folder],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\.?/)+(${names.join('|')})(/|\\.ts$)`,
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
    files: ['bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' }
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked }
)
