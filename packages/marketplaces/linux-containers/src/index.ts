export { createLinuxContainers, type LinuxContainersOptions } from './linux-containers.ts';
