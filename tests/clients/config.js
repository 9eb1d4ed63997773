// Enketo's settings for the tests: as its own, without maps, so that nothing outside is asked for.
export default {
    experimentalOptimizations: { computeAsync: false },
    excludeNonRelevant: true,
    maps: [],
    googleApiKey: '',
    repeatOrdinals: false,
    validateContinuously: false,
    validatePage: true,
    swipePage: false,
    textMaxChars: 2000,
};
