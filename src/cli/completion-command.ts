import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Adds `completion`, which prints a script for a shell; the script asks this program at each press of the tab key. */
export function addCompletionCommand(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
}
