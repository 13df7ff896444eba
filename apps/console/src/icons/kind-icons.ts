import type { InstanceKind } from '@skerry/domain';
import { ContainerIcon } from './container.tsx';
import { InstanceIcon } from './instance.tsx';

export const kindIcons = {
  vm: InstanceIcon,
  container: ContainerIcon,
} as const satisfies Readonly<Record<InstanceKind, typeof InstanceIcon>>;
