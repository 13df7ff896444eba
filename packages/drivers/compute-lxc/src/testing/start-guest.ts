import type { GuestPlan, HostSettings } from '@skerry/driver-contract';
import { silentLog } from '@skerry/kit';
import { createLxc } from '../lxc.ts';

/**
 * A process that starts one guest, for tests that kill it on the way: settings and plan are its arguments, as JSON. It says
 * so just before.
 */
const [settings, plan] = process.argv.slice(2).map((text) => JSON.parse(text) as unknown);
process.stdout.write('starting');
await createLxc(settings as HostSettings, { log: silentLog }).start(plan as GuestPlan);
