import type { Register } from '../../cli.ts';
import { addBreaking } from './break.ts';
import { addEnter } from './enter.ts';
import { addSimulate } from './simulate.ts';
import { addStatus } from './status.ts';
import { addUpDown } from './up-down.ts';

/** A cloud of many machines on this one. Works on this machine, as root, not on a server. */
export const register: Register = (command, cli) => {
  command.option('--state <dir>', 'Where the lab is (SKERRY_LAB; default /var/lib/skerry-lab)');
  addUpDown(command, cli);
  addStatus(command, cli);
  addBreaking(command, cli);
  addEnter(command, cli);
  addSimulate(command, cli);
};
