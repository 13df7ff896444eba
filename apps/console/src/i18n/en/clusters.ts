export const clusters = {
  title: 'Clusters',
  create: 'Create a cluster',
  about:
    'An Edge Cluster is a site with hosts of its own. After this, run the join command on the machine of its controller.',
  emptyTitle: 'No cluster yet',
  emptyHint:
    'A cluster is a site with hosts. Create one, then join its controller and its hosts with one command each.',
  hosts: 'Hosts',
  instances: 'Instances',
  waiting: 'Waiting commands',
  lastHeard: 'Last heard',
  place: 'Place',
  latitude: 'Latitude',
  longitude: 'Longitude',
  placeHint: 'Shown on the map of the overview.',
  refusals: 'Told and not taken over',
  joined: 'Joined',
  joinController: 'Join its controller…',
  joinHost: 'Add a host…',
  capacity: 'Capacity',
  capacityNone: 'No host has reported yet.',
  noHosts: 'No host yet. "Add a host" gives the command that joins one.',
  noInstances: 'Nothing runs here yet.',
  deleteBody:
    'The cluster is forgotten here. What runs on its hosts goes on there, but nobody manages it from here any more.',
  notCreated: 'The join command could not be made',
  joinTitle: 'Join a machine to "{{name}}"',
};
