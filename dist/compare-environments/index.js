import { start } from '../actions/index.js';
await start('compare-environments');
