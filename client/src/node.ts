export { saveArtifact, type SaveOptions, type SaveProgress } from './save-artifact.js';
