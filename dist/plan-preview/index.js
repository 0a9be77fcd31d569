import { start } from '../actions/index.js';
await start('plan-preview');
