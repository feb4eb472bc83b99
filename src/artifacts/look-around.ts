import type { Logger } from '../observability/logger.js';

/** Learns again and again what other replicas have changed. Gives the function that ends it. */
export function lookAround(catchUp: () => Promise<void>, everyMs: number, log: Logger): () => void {
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      await catchUp();
    } catch (error) {
      log.warn({ err: error }, 'It could not be seen whether other replicas have changed artifacts');
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return () => clearInterval(timer);
}
