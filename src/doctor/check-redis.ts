import type { GatewayConfig } from '../config/schema.js';
import { describeNodes } from '../redis/connection.js';
import { messageOf } from '../redis/link.js';
import { surveyRedis, type RedisServer } from '../redis/survey.js';
import { fine, type Finding } from './finding.js';

/** The oldest version with all commands that the download queue needs. */
const OLDEST = '6.2';

/** The only policy under which no job, key or lease disappears when the memory is full. */
const POLICY = 'noeviction';

/** Whether the Redis that replicas share answers, is new enough and forgets nothing. */
export async function checkRedis({ redis }: GatewayConfig): Promise<readonly Finding[]> {
  if (redis === null) return [fine('redis', 'None is configured: this gateway works alone.')];
  const name = describeNodes(redis);
  try {
    const { servers, tookMs } = await surveyRedis(redis);
    const versions = [...new Set(servers.map(({ version }) => version))].join(', ');
    return [
      fine('redis', `${name} answers in ${tookMs.toFixed(1)} ms (version ${versions}).`),
      ...servers.flatMap(judge),
    ];
  } catch (error) {
    return [
      {
        subject: 'redis',
        name: null,
        verdict: 'broken',
        message: `${name} does not answer (${messageOf(error)}). Replicas do not share their caches and events.`,
        fix: 'Check that it runs and that REDIS_URL, or `redis` in the file, has its address, its password and, for TLS, says so.',
      },
    ];
  }
}

function judge({ version, policy, maxMemoryBytes }: RedisServer): readonly Finding[] {
  const findings: Finding[] = [];
  if (isOlder(version, OLDEST))
    findings.push({
      subject: 'redis',
      name: 'version',
      verdict: 'broken',
      message: `Redis ${version} is too old for the download queue.`,
      fix: `Run Redis ${OLDEST} or a later one.`,
    });
  if (policy !== '' && policy !== POLICY)
    findings.push({
      subject: 'redis',
      name: 'maxmemory-policy',
      verdict: 'warning',
      message: `With maxmemory-policy ${policy} Redis drops jobs, API keys and leases when its memory is full.`,
      fix: `Set \`maxmemory-policy ${POLICY}\`; docs/operations.md says how much memory is needed.`,
    });
  if (maxMemoryBytes === 0)
    findings.push(fine('redis', 'It has no maxmemory: it takes what the machine has.', 'maxmemory'));
  return findings;
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
