/** Loaded into every server that is measured: tells the bench what the process has used since it was last asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
let before = process.cpuUsage();

process.on('message', (message) => {
  if (message === 'begin') {
    before = process.cpuUsage();
    delay.reset();
    delay.enable();
  } else if (message === 'end') {
    delay.disable();
    const { user, system } = process.cpuUsage(before);
    process.send({
      cpuUs: user + system,
      rssBytes: process.memoryUsage.rss(),
      loopDelayP50Ms: delay.percentile(50) / 1e6,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
    });
  }
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
