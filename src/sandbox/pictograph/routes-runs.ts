import type { SandboxAnswer, SandboxRequest, SandboxRoute } from '../core/types.js';
import { data, enumParameter, problem, Refusal } from './answers.js';
import { listAnswer } from './paging.js';
import type { RunRow } from './records.js';
import { renderRun } from './render.js';
import type { PlayedServer } from './played-server.js';
import { RUN_STATUSES } from './vocabulary.js';

/** Training runs: list, get, cancel. */
export function runRoutes(played: PlayedServer): readonly SandboxRoute[] {
  // While progress is frozen, runs are shown as they stood when the freeze was first noticed.
  let frozenMs: number | null = null;
  const shownMs = (request: SandboxRequest): number => {
    const isFrozen = played.faults.take('registry', 'freeze-progress', request.path) !== null;
    frozenMs = isFrozen ? (frozenMs ?? played.clock.now()) : null;
    return frozenMs ?? played.clock.now();
  };
  const show = (request: SandboxRequest, run: RunRow) => renderRun(played, run, shownMs(request));
  return [
    {
      method: 'GET',
      pattern: '/training/',
      handle: (request) => {
        const status = enumParameter(request, 'status', RUN_STATUSES);
        const rows = played.registry.listRuns(status, request.query.get('dataset_name'));
        const nowMs = shownMs(request);
        const isBare = played.generation === 'B';
        return listAnswer(played, request, { rows, isBare, render: (run) => renderRun(played, run, nowMs) });
      },
    },
    {
      method: 'GET',
      pattern: '/training/:run',
      handle: (request) => data(show(request, runOf(played, request))),
    },
    {
      method: 'POST',
      pattern: '/training/:run/cancel',
      handle: (request): SandboxAnswer => {
        const run = runOf(played, request);
        if (!played.registry.cancel(run)) return problem(400, 'validation_error', 'Run has already ended');
        return data(show(request, run));
      },
    },
  ];
}

function runOf({ registry }: PlayedServer, request: SandboxRequest): RunRow {
  const run = registry.findRun(request.params['run'] ?? '');
  if (run === null) throw new Refusal(problem(404, 'not_found', 'No such training run'));
  return run;
}
