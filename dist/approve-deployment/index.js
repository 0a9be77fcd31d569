import { start } from '../actions/index.js';
await start('approve-deployment');
