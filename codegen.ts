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
  Viewer: '../domain/caller.js#Caller',
};

/**
 * A folder of typed documents, of the types that they use, and of the manifest of the documents by their SHA-256, for
 * gateways that run only documents from a list.
 */
function typedDocuments(documents: string): CodegenConfig['generates'][string] {
  return {
    documents: [documents],
    preset: 'client',
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
  };
}

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
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
    'client/generated/': typedDocuments('client/documents/**/*.graphql'),
    'console/src/generated/': typedDocuments('console/documents/**/*.graphql'),
  },
};

export default config;
