export { createOpenNebula, type OpenNebulaOptions } from './opennebula.ts';
