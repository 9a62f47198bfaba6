package main

import (
	"io"
	"net"
	"time"
)

// delayed is a listener whose connections are as far away as the server's rtt says: half of it lies on each way, and the first
// bytes from a client wait for another whole one, which is what making a TCP connection would have cost (the
// kernel makes it on the loopback interface in no time, before anyone is asked).
type delayed struct {
	net.Listener
	server *server
}

// connection is one of them. It can be cut off with a reset.
type connection struct {
	net.Conn // what the server reads and writes: the near end of a pipe, or the TCP connection itself
	tcp      *net.TCPConn
}

func (l *delayed) Accept() (net.Conn, error) {
	c, err := l.next()
	if err != nil {
		return nil, err
	}
	if rtt := time.Duration(l.server.rtt.Load()); rtt > 0 {
		near, far := net.Pipe()
		c.Conn = near
		go pump(c.tcp, far, rtt/2, time.Now().Add(rtt))
		go pump(far, c.tcp, rtt/2, time.Time{})
	}
	return c, nil
}

// next waits for a connection that is to be served.
func (l *delayed) next() (*connection, error) {
	for {
		accepted, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &connection{Conn: accepted, tcp: accepted.(*net.TCPConn)}
		l.server.record.connected()
		switch l.server.broken.refuses() {
		case "":
			return c, nil
		case "reset":
			c.reset()
		case "close":
			c.tcp.CloseWrite() //nolint:errcheck // it is gone already, then
			go c.drain()
		case "hang":
			go c.drain()
		}
	}
}

func (c *connection) LocalAddr() net.Addr  { return c.tcp.LocalAddr() }
func (c *connection) RemoteAddr() net.Addr { return c.tcp.RemoteAddr() }

// reset makes the client see ECONNRESET.
func (c *connection) reset() {
	c.tcp.SetLinger(0) //nolint:errcheck // it is gone already, then
	c.tcp.Close()
	c.Conn.Close()
}

// drain takes what a client sends and answers nothing until it gives up.
func (c *connection) drain() {
	io.Copy(io.Discard, c.tcp) //nolint:errcheck // its end is all that matters
	c.tcp.Close()
}

// pump carries bytes from one end to the other; each arrives delay after it was sent, none before notBefore+delay.
func pump(from, to net.Conn, delay time.Duration, notBefore time.Time) {
	type chunk struct {
		data []byte
		due  time.Time
	}
	flying := make(chan chunk, 1024)
	go func() {
		defer to.Close()
		for c := range flying {
			time.Sleep(time.Until(c.due))
			if _, err := to.Write(c.data); err != nil {
				from.Close()
				for range flying { //nolint:revive // until the reader has seen it
				}
				return
			}
		}
	}()
	defer close(flying)
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			due := time.Now()
			if due.Before(notBefore) {
				due = notBefore
			}
			flying <- chunk{append([]byte(nil), buffer[:n]...), due.Add(delay)}
		}
		if err != nil {
			return
		}
	}
}
