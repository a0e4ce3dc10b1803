/** The socket library, re-exported so that only the wire knows it. */
export { io } from "socket.io-client";
