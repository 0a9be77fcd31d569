import { start } from '../actions/index.js';
await start('deploy-preview');
