import { start } from '../actions/index.js';
await start('estimate-cost');
