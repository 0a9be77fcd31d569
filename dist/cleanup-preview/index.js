import { start } from '../actions/index.js';
await start('cleanup-preview');
