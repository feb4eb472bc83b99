import { describeProvider } from '../provider-contract.js';

const ABSENT = 'absent-0000';

describeProvider({
  server: 'runs',
  facets: ['runs', 'checkpoints', 'downloads'],
  carrier: 'gateway',
  absent: { model: ABSENT, run: ABSENT, checkpoint: `${ABSENT}/${ABSENT}` },
  listPath: '/runs\\?',
  enumPointer: '/items/0/status/conditions/0/condition',
  idPointer: '/items/0/runId',
  modelPath: (nativeId) => `/runs/${nativeId}(?:\\?|$)`,
});
