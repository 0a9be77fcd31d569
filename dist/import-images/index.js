import { start } from '../actions/index.js';
await start('import-images');
