// Tells the page that waits in another tab that its reader has signed in again.
new BroadcastChannel("lsc").postMessage("signed-in");
