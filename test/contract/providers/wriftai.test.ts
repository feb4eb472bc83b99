import { describeProvider } from '../provider-contract.js';

describeProvider({
  server: 'market',
  facets: ['checkpoints', 'editing'],
  carrier: null,
  absent: { model: 'nobody/nothing', run: 'none', checkpoint: 'nobody/nothing/1' },
  listPath: '/models\\?',
  enumPointer: '/items/0/visibility',
  idPointer: '/items/0/name',
  modelPath: (nativeId) => `/models/${nativeId}(?:\\?|$)`,
});
