import { start } from '../actions/index.js';
await start('ensure-base-stack');
