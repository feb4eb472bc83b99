import { describeProvider } from '../provider-contract.js';

const ABSENT = '00000000-0000-4000-8000-00000000dead';

describeProvider({
  server: 'registry',
  facets: ['runs', 'checkpoints', 'downloads', 'editing'],
  carrier: 'gateway',
  absent: { model: ABSENT, run: ABSENT, checkpoint: `${ABSENT}/${ABSENT}/model.onnx` },
  listPath: '/models/\\?',
  enumPointer: '/data/0/status',
  idPointer: '/data/0/id',
  modelPath: (nativeId) => `/models/${nativeId}(?:\\?|$)`,
});
