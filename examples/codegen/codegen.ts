import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  // The schema as the package brings it; a gateway with introspection can be named by its address instead.
  schema: 'node_modules/@modelgate/client/dist/schema.graphql',
  documents: ['*.graphql'],
  emitLegacyCommonJSImports: false,
  generates: {
    'generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        futureProofEnums: true,
        useTypeImports: true,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          URL: 'string',
          SafeInt: 'number',
          JSONObject: 'Record<string, unknown>',
        },
      },
    },
  },
};

export default config;
