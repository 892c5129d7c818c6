/**
 * Lint for what runs inside a worker and for the JavaScript of the tests. Run from
 * the repository's root, which is what the paths are relative to.
 */
import js from '@eslint/js';
import globals from 'globals';

export default [
  // Hooks are other people's code; some of them are wrong on purpose.
  { ignores: ['**/node_modules/', '.venv/', 'examples/', 'tests/**/hooks/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs', ecmaVersion: 2022, globals: globals.node },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { sourceType: 'module', ecmaVersion: 'latest', globals: globals.node },
  },
  {
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'no-shadow': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'max-len': ['error', { code: 130, ignoreTemplateLiterals: true, ignoreStrings: true, ignoreRegExpLiterals: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['node_runtime/**'],
    rules: { strict: ['error', 'global'] },
  },
];
