module.exports = async () => require('./temporary').remove();
