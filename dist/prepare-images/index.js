import { start } from '../actions/index.js';
await start('prepare-images');
