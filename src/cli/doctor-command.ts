import type { Command } from 'commander';
import type { Finding, Verdict } from '../doctor/finding.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { EXIT_CODES } from './exit-codes.js';
import { visible } from './format.js';
import type { Colors } from './output.js';

/** Adds `doctor`. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .description(
      'Looks for what is wrong: configuration, keys, tokens, disk, artifact store, Redis, clock and every provider; and at the running gateway that --url or MODELGATE_URL names. Run it where the gateway runs, with its variables; it changes nothing.',
    )
    .action(() => runDoctor(context));
  addExamples(
    command,
    'MODELGATE_CONFIG=./modelgate.yaml modelgate doctor',
    'modelgate doctor --url https://models.example.com/graphql',
    'modelgate doctor --json | jq \'.findings[] | select(.verdict == "broken")\'',
  );
}

async function runDoctor(context: CommandContext): Promise<void> {
  const { examine } = await import('../doctor/examine.js');
  const { environment, signal } = context;
  const gateway = context.namesEndpoint ? context.endpoint : null;
  const findings = await examine({ environment, gateway, signal });
  const broken = findings.filter(({ verdict }) => verdict === 'broken');
  if (broken.length > 0) context.exitCode = exitCodeFor(broken);
  const { output } = context;
  output.result({ ok: broken.length === 0, findings }, () =>
    [...findings.map((finding) => describe(finding, output.colors)), summary(findings)].join('\n'),
  );
}

/** Providers are somebody else's; everything else is this machine's. */
function exitCodeFor(broken: readonly Finding[]) {
  return broken.every(({ subject }) => subject === 'provider') ? EXIT_CODES.provider : EXIT_CODES.failure;
}

const WORDS: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  warning: 'warning',
  broken: 'BROKEN',
  skipped: 'skipped',
};

function describe({ subject, name, verdict, message, fix }: Finding, colors: Colors): string {
  const paint = { ok: colors.green, warning: colors.yellow, broken: colors.red, skipped: colors.dim }[
    verdict
  ];
  const where = name === null || subject === 'configuration' ? subject : `${subject} ${name}`;
  const line = visible(`${paint(WORDS[verdict].padEnd(8))} ${where}: ${message}`);
  return fix === null ? line : `${line}\n         ${colors.bold('fix')} ${visible(fix)}`;
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Verdict) => findings.filter(({ verdict }) => verdict === wanted).length;
  const [broken, warnings] = [count('broken'), count('warning')];
  if (broken + warnings === 0) return '\nNothing is wrong.';
  return `\n${broken} broken, ${warnings} warning${warnings === 1 ? '' : 's'}.`;
}
