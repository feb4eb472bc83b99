import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  DateTime: { input: 'Date', output: 'Date' },
  URL: { input: 'string', output: 'string' },
  SafeInt: { input: 'number', output: 'number' },
  JSONObject: { input: 'JsonObject', output: 'JsonObject' },
};

/** Domain record behind each GraphQL type: what resolvers of its parents return. */
const mappers = {
  Artifact: '../domain/download.js#ArtifactRecord',
  ArtifactCheck: '../artifacts/types.js#ArtifactCheckRecord',
  ArtifactConnection: '../resolvers/parents.js#ArtifactPage',
  ArtifactFile: '../resolvers/parents.js#ArtifactFileParent',
  Checkpoint: '../domain/checkpoint.js#CheckpointRecord',
  CheckpointConnection: '../resolvers/parents.js#CheckpointPage',
  Download: '../domain/download.js#DownloadRecord',
  DownloadConnection: '../resolvers/parents.js#DownloadPage',
  Inspection: '../domain/inspection.js#InspectionRecord',
  MarketplaceListing: '../resolvers/parents.js#ListingParent',
  Model: '../domain/model.js#ModelRecord',
  ModelConnection: '../resolvers/parents.js#ModelPage',
  PartialDownload: '../downloads/types.js#PartialRecord',
  Provider: '../providers/provider.js#ProviderAdapter',
  ProviderProblem: '../errors/provider-problem.js#ProviderProblemRecord',
  Run: '../domain/run.js#RunRecord',
  RunConnection: '../resolvers/parents.js#RunPage',
};

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  documents: ['client/documents/**/*.graphql'],
  emitLegacyCommonJSImports: false,
  generates: {
    'src/generated/resolvers.ts': {
      plugins: [
        { add: { content: "import type { JsonObject } from '../domain/common.js';" } },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        contextType: '../graphql/context.js#GatewayContext',
        mappers,
        scalars,
        enumsAsTypes: true,
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        maybeValue: 'T | null',
        inputMaybeValue: 'T | null | undefined',
        resolversNonOptionalTypename: false,
        makeResolverTypeCallable: true,
        nonOptionalTypename: false,
      },
    },
    'client/generated/': {
      preset: 'client',
      // The manifest of the documents by their SHA-256, for gateways that run only documents from a list.
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        pureMagicComment: true,
        documentMode: 'string',
        enumsAsTypes: true,
        futureProofEnums: true,
        useTypeImports: true,
        strictScalars: true,
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
