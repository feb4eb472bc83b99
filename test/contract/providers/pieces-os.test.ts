import { describeProvider } from '../provider-contract.js';

const ABSENT = '00000000-0000-4000-8000-00000000dead';

describeProvider({
  server: 'local',
  facets: ['downloads', 'editing', 'runtime'],
  carrier: 'provider',
  absent: { model: ABSENT, run: ABSENT, checkpoint: ABSENT },
  listPath: '/models',
  enumPointer: '/iterable/0/foundation',
  idPointer: '/iterable/0/id',
  modelPath: (nativeId) => `/model/${nativeId}(?:\\?|$)`,
});
