import { addresses } from './addresses.ts';
import { disks } from './disks.ts';
import { activity } from './activity.ts';
import { audit } from './audit.ts';
import { catalogue } from './catalogue.ts';
import { clusters } from './clusters.ts';
import { commands } from './commands.ts';
import { hosts } from './hosts.ts';
import { images } from './images.ts';
import { datastores } from './datastores.ts';
import { marketplaces } from './marketplaces.ts';
import { networks } from './networks.ts';
import { templates } from './templates.ts';
import { use } from './use.ts';
import { userData } from './user-data.ts';
import { people } from './people.ts';
import { settings } from './settings.ts';
import { console } from './console.ts';
import { forms } from './forms.ts';
import { graphs } from './graphs.ts';
import { instances } from './instances.ts';
import { keyboard } from './keyboard.ts';
import { logIn } from './log-in.ts';
import { machine } from './machine.ts';
import { objects } from './objects.ts';
import { overview } from './overview.ts';
import { palette } from './palette.ts';
import { shell } from './shell.ts';
import { table } from './table.ts';
import { times } from './times.ts';

/** English, whole. One file for each area; a translation has the same files with the same keys. */
export const en = {
  activity,
  addresses,
  disks,
  audit,
  catalogue,
  clusters,
  commands,
  hosts,
  images,
  datastores,
  marketplaces,
  networks,
  templates,
  use,
  userData,
  people,
  settings,
  console,
  forms,
  graphs,
  instances,
  keyboard,
  logIn,
  machine,
  objects,
  overview,
  palette,
  shell,
  table,
  times,
} as const;
