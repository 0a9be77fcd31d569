import { start } from '../actions/index.js';
await start('sweep-previews');
