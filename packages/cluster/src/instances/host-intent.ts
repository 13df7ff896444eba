import {
  bootOf,
  type Datastore,
  type HostIntent,
  type Image,
  initSignal,
  type Instance,
  type Network,
  parseSubnet,
  tenantDomain,
  toldNetworkDriver,
} from '@skerry/domain';

/** What the instance's host is told; undefined while a network or image of it is not in the catalogue. */
export function hostIntent(
  instance: Instance,
  networkOf: (id: number) => Network | undefined,
  imageOf: (id: number) => Image | undefined,
  datastoreOf: (id: number) => Datastore | undefined,
  hostnameOf: (networkId: number) => string | undefined,
): HostIntent | undefined {
  const nics: HostIntent['nics'][number][] = [];
  for (const nic of instance.spec.nics) {
    const network = networkOf(nic.networkId);
    if (!network || nic.address === undefined || nic.mac === undefined) return undefined;
    const hostname = hostnameOf(nic.networkId);
    nics.push({
      networkId: nic.networkId,
      ...toldNetworkDriver(network.driver),
      mac: nic.mac,
      address: nic.address,
      prefixLength: parseSubnet(network.cidr).prefixLength,
      gateway: network.gateway,
      nameservers: network.nameservers,
      ...(hostname === undefined ? {} : { hostname, domain: tenantDomain(instance.ownerId) }),
    });
  }
  const { cdrom } = instance.spec;
  /** By which storage driver the image is kept on hosts, where that is not the default. */
  const driverOf = (imageId: number) => {
    const datastoreId = imageOf(imageId)?.datastoreId;
    const driver = datastoreId === undefined ? undefined : datastoreOf(datastoreId)?.driver;
    return driver === undefined ? {} : { driver };
  };
  const boot = instance.spec.disks[0];
  const image = boot && imageOf(boot.imageId);
  const way = bootOf(instance.spec.kind, image?.boots);
  return {
    instanceId: instance.id,
    ...(instance.epoch === undefined ? {} : { epoch: instance.epoch }),
    name: instance.name,
    ...instance.intent,
    kind: instance.spec.kind,
    ...(image === undefined ? {} : { architecture: image.architecture }),
    ...(way === undefined || way === bootOf(instance.spec.kind) ? {} : { boot: way }),
    cpus: instance.spec.cpus,
    memoryMiB: instance.spec.memoryMiB,
    ...(instance.spec.machine === undefined ? {} : { machine: instance.spec.machine }),
    ...(cdrom === undefined ? {} : { cdrom: { imageDigest: cdrom.imageDigest, ...driverOf(cdrom.imageId) } }),
    disks: instance.spec.disks.map(({ diskId, imageId, imageDigest, sizeMiB }) => ({
      diskId,
      imageDigest,
      sizeMiB,
      ...driverOf(imageId),
    })),
    nics,
    context: instance.spec.context,
    ...(instance.spec.application === undefined ? {} : { application: instance.spec.application }),
    haltSignal: initSignal(image?.haltSignal, 'halt'),
    rebootSignal: initSignal(image?.rebootSignal, 'reboot'),
  };
}
