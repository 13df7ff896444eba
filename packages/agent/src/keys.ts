export { idOf } from '@skerry/store';
export { agentKeys as keys } from '@skerry/store/layout/agent';
