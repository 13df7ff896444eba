export { idOf } from '@skerry/store';
export { controllerKeys as keys } from '@skerry/store/layout/controller';
