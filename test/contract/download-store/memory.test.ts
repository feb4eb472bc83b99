import { createMemoryDownloadStore } from '../../helpers/memory-download-store.js';
import { describeDownloadStore } from '../download-store-contract.js';

describeDownloadStore('the memory', async () => {
  const memory = { generation: -1, downloads: new Map() };
  return () => createMemoryDownloadStore(memory);
});
