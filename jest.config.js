/** One configuration for both suites: `unit` needs nothing but Node, `e2e` the local cloud. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/tools/test/strip-types.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/'],
};

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/e2e/', '\\.cloud\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'e2e',
      setupFilesAfterEnv: ['<rootDir>/tools/test/e2e-setup.js'],
      testMatch: ['<rootDir>/e2e/**/*.test.ts', '<rootDir>/**/*.cloud.test.ts'],
    },
  ],
};
