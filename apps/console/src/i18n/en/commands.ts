/** What was asked of clusters, and what became of it. */
export const commands = {
  title: 'What was asked',
  waitingTitle: 'Waiting commands',
  none: 'Nothing was asked yet that is still remembered.',
  noneWaiting: 'Nothing waits.',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
  what: '{{verb}} {{what}}',
  instance: 'instance {{id}}',
  by: 'by {{name}}',
  user: 'user {{id}}',
  states: { waiting: 'waiting', applied: 'taken up', refused: 'refused', cancelled: 'taken back' },
  cancel: 'Take back',
  cancelOf: 'Take back: {{what}}',
  cancelled: '"{{what}}" is taken back',
  cancelledHint: 'If its cluster has done it already, that holds.',
  notCancelled: '"{{what}}" was not taken back',
};
