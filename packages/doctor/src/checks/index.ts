import { type AnyCheck, sealed } from '../check.ts';
import { cgroups } from './cgroups.ts';
import { clock } from './clock.ts';
import { commands } from './commands.ts';
import { debianPackages } from './debian-packages.ts';
import { diskSpace } from './disk-space.ts';
import { ipForwarding } from './ip-forwarding.ts';
import { kernelFeatures } from './kernel-features.ts';
import { kvm } from './kvm.ts';
import { leftovers } from './leftovers.ts';
import { memory } from './memory.ts';
import { rights } from './rights.ts';
import { userNamespaces } from './user-namespaces.ts';

/** In the order in which a person would mend things. */
export const checks: readonly AnyCheck[] = [
  sealed(rights),
  sealed(debianPackages),
  sealed(commands),
  sealed(kvm),
  sealed(kernelFeatures),
  sealed(userNamespaces),
  sealed(cgroups),
  sealed(ipForwarding),
  sealed(memory),
  sealed(diskSpace),
  sealed(clock),
  sealed(leftovers),
];
