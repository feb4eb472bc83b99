import { isGatewayError, withProvider, GatewayError } from '../errors/gateway-error.js';
import { toProblem, type ProviderProblemRecord } from '../errors/provider-problem.js';
import type { Losses } from './sequence.js';

/** Whatever a provider's call threw, as an error that may be shown. */
export function toGatewayError(error: unknown, provider: string): GatewayError {
  if (isGatewayError(error)) return withProvider(error, provider);
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new GatewayError('PROVIDER_TIMEOUT', `${provider} took too long. Ask again later.`, {
      provider,
      retryable: true,
      cause: error,
    });
  }
  return new GatewayError('INTERNAL', `The gateway failed while it read the lists of ${provider}.`, {
    provider,
    cause: error,
  });
}

/** The entries for a provider whose part is there, but not whole: at most one for each code. */
export function describeLosses(
  provider: string,
  losses: readonly Losses[],
  maxDrain: number,
): readonly ProviderProblemRecord[] {
  const rejected = losses.reduce((sum, loss) => sum + loss.rejected, 0);
  const protocol = [
    ...(rejected === 0 ? [] : [`${countItems(rejected)} of ${provider} could not be read.`]),
    ...(losses.some(({ flaw }) => flaw === 'cyclic')
      ? [`A list of ${provider} leads back to pages that were read already; it was not read further.`]
      : []),
  ];
  const problems = [
    ...(protocol.length === 0 ? [] : [problem(provider, 'PROVIDER_PROTOCOL', protocol.join(' '))]),
    ...(losses.some(({ flaw }) => flaw === 'truncated')
      ? [
          problem(
            provider,
            'TRUNCATED',
            `Only ${countItems(maxDrain)} of a list of ${provider} were read. Narrow the filter to see the others.`,
          ),
        ]
      : []),
    ...losses.flatMap(({ failures }) => failures.map((failure) => toProblem(failure, provider))),
  ];
  return [...new Map(problems.toReversed().map((entry) => [entry.code, entry])).values()].toReversed();
}

function problem(
  provider: string,
  code: ProviderProblemRecord['code'],
  message: string,
): ProviderProblemRecord {
  return { provider, code, message, retryAfterMs: null };
}

function countItems(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
