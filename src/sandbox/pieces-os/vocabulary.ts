/** A local language model that the runtime offers: names and sizes as such models really have them. */
export interface LocalFamily {
  readonly name: string;
  /** The tag that the runtime loads it by, without size and quantization. */
  readonly tag: string;
  readonly foundation: string;
  readonly provider: string;
  readonly parameters: number;
  readonly contextTokens: number;
  readonly usage: 'CODE_CONVERSATION' | 'CODE_GENERATION';
  readonly type: 'BALANCED' | 'SPEED' | 'ACCURACY';
}

const family = (
  name: string,
  tag: string,
  [foundation, provider]: readonly [string, string],
  [parameters, contextTokens]: readonly [number, number],
): LocalFamily => ({
  name,
  tag,
  foundation,
  provider,
  parameters,
  contextTokens,
  usage: /code/iu.test(name) ? 'CODE_GENERATION' : 'CODE_CONVERSATION',
  type: parameters < 5 ? 'SPEED' : parameters < 12 ? 'BALANCED' : 'ACCURACY',
});

export const LOCAL_FAMILIES: readonly LocalFamily[] = [
  family('Llama 3 8B Chat', 'llama3', ['LLAMA_3_8B', 'META'], [8, 8192]),
  family('Phi-3 Mini Chat', 'phi3', ['PHI_3_MINI', 'MICROSOFT'], [3.8, 4096]),
  family('Mistral 7B Chat', 'mistral', ['MISTRAL_7B', 'HUGGING_FACE'], [7.3, 32_768]),
  family('Code Gemma 7B', 'codegemma', ['CODE_GEMMA_7B', 'GOOGLE'], [8.5, 8192]),
  family('Granite 8B Code', 'granite-code', ['GRANITE_8B', 'IBM'], [8.1, 4096]),
  family('Mixtral 8x7B Chat', 'mixtral', ['MIXTRAL_8_x_7B', 'HUGGING_FACE'], [46.7, 32_768]),
  family('Gemma 1.1 2B Chat', 'gemma', ['GEMMA_1.1_2B', 'GOOGLE'], [2.5, 8192]),
  family('StarCoder 15.5B', 'starcoder', ['STARCODER_15.5B', 'BIGCODE'], [15.5, 8192]),
  family('Qwen 2.5 Coder 7B', 'qwen2.5-coder', ['QWEN_CODER_LATEST', 'HUGGING_FACE'], [7.6, 32_768]),
  family('Codestral 22B', 'codestral', ['CODESTRAL_LATEST', 'HUGGING_FACE'], [22.2, 32_768]),
];

/** Quantizations with the bits that one weight takes on disk. */
export const QUANTIZATIONS = [
  ['q4_K_S', 4.6],
  ['q4_0', 4.5],
  ['q5_K_M', 5.7],
  ['q8_0', 8.5],
  ['q4f16_1', 4.5],
] as const;

/** Hosted models: name, the vendor's own name, foundation, vendor, context. */
export const CLOUD_MODELS = [
  ['GPT-4o Chat', 'gpt-4o', 'GPT_4', 'OPENAI', 128_000],
  ['GPT-3.5 Turbo Chat', 'gpt-3.5-turbo', 'GPT_3.5', 'OPENAI', 16_384],
  ['Claude 3.5 Sonnet Chat', 'claude-3-5-sonnet', 'CLAUDE_3.5', 'ANTHROPIC', 200_000],
  ['Gemini 1.5 Pro Chat', 'gemini-1.5-pro', 'GEMINI_1.5', 'GOOGLE', 1_048_576],
] as const;

/** Helpers of the runtime itself, listed beside the chat models with hardly any optional field: name and usage. */
export const INTERNAL_MODELS = [
  ['Screenshot Text Reader', 'OCR'],
  ['Programming Language Classifier', 'CODE_CLASSIFICATION'],
  ['Text or Code Classifier', 'TEXT_VS_CODE'],
  ['Snippet Embeddings', 'TEXT_EMBEDDING'],
  ['Recording Text Reader', 'VIDEO_OCR'],
  ['Snippet Tagger', 'TAGIFY_CODE'],
  ['Snippet Titles', 'CODE_TITLE'],
  ['Related People', 'CODE_RELATED_PEOPLE'],
] as const;
