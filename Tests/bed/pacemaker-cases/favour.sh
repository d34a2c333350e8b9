# An important guest is favoured over one that is not: where there is room for one only, the other one is off before it starts, by
# the time stamps of both consoles; where there is room for both, both run.
# machines: 2
# seconds: 65
for number in 1 2; do crm crm_attribute -N "node$number" --utilization -n memory -v 100; done
guest test hb=0.1
guest db hb=0.1
watch test db
keep test on:2 Load_factors=memory@60
up test
keep db on:1 Load_factors=memory@60 Favoured_over=test
up db
settled
one test 2
one db 1

bed kill 1
up db 2
settled
one db 2
off 2 test
down=$(stamp test GUEST-DOWN)
before "$down" "$(stamp db GUEST-UP 2)"
echo "figure: the favoured guest was up $(awk -v a="$down" -v b="$(stamp db GUEST-UP 2)" 'BEGIN { printf "%.1f", b - a }') s after the other one was down"
crm xvm_why test || true

# The node is back, and there is room for both.
bed boot 1
up test 2
within 60 members 2
settled
one db 2
one test 1
[ "$(boots db)" = 2 ]

# With more room on each they may be together.
for number in 1 2; do crm crm_attribute -N "node$number" --utilization -n memory -v 200; done
boots=$(boots test)
bed kill 1
up test $((boots + 1))
settled
one db 2
one test 2
